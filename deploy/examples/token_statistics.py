"""TTFT, ITL and throughput of each model, from token events: token_statistics.py HOST:PORT"""
import io, json, pathlib, sys
from fastavro import parse_schema, schema, schemaless_reader
from kafka import KafkaConsumer, TopicPartition
WIRE = pathlib.Path(__file__).resolve().parents[2] / "schemas/src/main/resources/io/tokenpace/schemas/wire"

def read(servers, topic, name):  # Every record the topic holds now, as a dict.
    avsc = json.loads((WIRE / f"{name}.avsc").read_text())
    frame = b"\xc3\x01" + bytes.fromhex(schema.fingerprint(schema.to_parsing_canonical_form(avsc), "CRC-64-AVRO"))
    parsed, consumer = parse_schema(avsc), KafkaConsumer(bootstrap_servers=servers)
    partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
    consumer.assign(partitions)
    consumer.seek_to_beginning()
    ends = consumer.end_offsets(partitions)
    while any(consumer.position(partition) < ends[partition] for partition in partitions):
        for record in (r for records in consumer.poll(timeout_ms=200).values() for r in records):
            if record.value[:10] != frame:
                raise ValueError(f"{topic}, offset {record.offset}: another schema (expected: {name}, this version)")
            yield schemaless_reader(io.BytesIO(record.value[10:]), parsed)

def quantiles(micros):  # By nearest rank, in milliseconds.
    at = lambda percent: f"{sorted(micros)[max(1, -(-len(micros) * percent // 100)) - 1] / 1000:.3f}" if micros else "-"
    return f"p50 {at(50)} p99 {at(99)} ms"

def print_statistics(events):  # A producer may send an event twice: each chunk counts once.
    chunks = {(e["bootId"], e["request"], e["choice"], e["index"]): e for e in events}.values()
    for model in sorted({e["model"] for e in chunks}):
        mine = [e for e in chunks if e["model"] == model]
        ttft = [e["sinceMicros"] for e in mine if e["firstOfRequest"]]
        itl = [e["sinceMicros"] // e["tokens"] for e in mine if e["index"] > 0 for _ in range(e["tokens"])]
        start = min(e["timeMicros"] - (0 if e["index"] else e["sinceMicros"]) for e in mine)  # first accepted
        tokens, micros = sum(e["tokens"] for e in mine), max(e["timeMicros"] for e in mine) + 1 - start
        print(f"{model}: {len(ttft)} requests, {tokens} tokens, TTFT {quantiles(ttft)}, ITL {quantiles(itl)}, {tokens * 1e6 / micros:.1f} tokens/s")

if __name__ == "__main__": print_statistics(read(sys.argv[1], "tokenpace.token-events", "TokenEvent"))
