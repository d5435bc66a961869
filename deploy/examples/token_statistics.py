"""TTFT, ITL and throughput of each model: token_statistics.py HOST:PORT [--reports]"""
import io, json, pathlib, sys
from collections import defaultdict
from fastavro import parse_schema, schemaless_reader
from fastavro.schema import fingerprint, to_parsing_canonical_form
from kafka import KafkaConsumer, TopicPartition

WIRE = pathlib.Path(__file__).resolve().parents[2] / "schemas/src/main/resources/io/tokenpace/schemas/wire"


def read(servers, topic, name):
    """Every record the topic holds now, as a dict."""
    schema = json.loads((WIRE / f"{name}.avsc").read_text())
    frame = b"\xc3\x01" + bytes.fromhex(fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO"))
    parsed = parse_schema(schema)
    consumer = KafkaConsumer(bootstrap_servers=servers)
    partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
    consumer.assign(partitions)
    consumer.seek_to_beginning()
    ends = consumer.end_offsets(partitions)
    while any(consumer.position(partition) < ends[partition] for partition in partitions):
        for records in consumer.poll(timeout_ms=200).values():
            for record in records:
                if record.value[:10] != frame:
                    raise ValueError(f"{topic} {record.offset}: not a {name} of this version")
                yield schemaless_reader(io.BytesIO(record.value[10:]), parsed)


def events_of(report):
    """The token events of a node report, with the fields that are used here."""
    for run in report["runs"]:
        time = report["baseTimeMicros"] + run["startOffsetMicros"]
        for chunk, since in enumerate([run["sinceMicros"], *run["gapMicros"]]):
            time += since if chunk else 0
            yield {**run, "bootId": report["bootId"], "model": report["series"][run["series"]]["model"],
                   "index": run["firstIndex"] + chunk, "timeMicros": time, "sinceMicros": since,
                   "tokens": run["tokens"][chunk] if run["tokens"] else 1,
                   "firstOfRequest": run["firstOfRequest"] and chunk == 0}


def quantile(micros, percent):
    """By nearest rank, in milliseconds."""
    return f"{sorted(micros)[max(1, -(-len(micros) * percent // 100)) - 1] / 1000:.3f}" if micros else "-"


def print_statistics(events):
    ttft, itl, tokens, starts, ends, seen = defaultdict(list), defaultdict(list), defaultdict(int), {}, {}, set()
    for event in events:
        chunk = event["bootId"], event["request"], event["choice"], event["index"]
        if chunk in seen:  # A producer may send an event twice.
            continue
        seen.add(chunk)
        model, since, time = event["model"], event["sinceMicros"], event["timeMicros"]
        tokens[model] += event["tokens"]
        # A choice's first chunk came that long after its request was accepted.
        starts[model] = min(starts.get(model, time), time if event["index"] else time - since)
        ends[model] = max(ends.get(model, 0), time + 1)
        if event["firstOfRequest"]:
            ttft[model].append(since)
        if event["index"] > 0:
            itl[model] += [since // event["tokens"]] * event["tokens"]
    for model in sorted(tokens):
        print(f"{model}: {len(ttft[model])} requests, {tokens[model]} tokens,"
              f" TTFT p50 {quantile(ttft[model], 50)} p99 {quantile(ttft[model], 99)} ms,"
              f" ITL p50 {quantile(itl[model], 50)} p99 {quantile(itl[model], 99)} ms,"
              f" {tokens[model] * 1e6 / (ends[model] - starts[model]):.1f} tokens/s")


if "--reports" in sys.argv:
    reports = read(sys.argv[1], "tokenpace.node-reports", "NodeReport")
    print_statistics(event for report in reports for event in events_of(report))
else:
    print_statistics(read(sys.argv[1], "tokenpace.token-events", "TokenEvent"))
