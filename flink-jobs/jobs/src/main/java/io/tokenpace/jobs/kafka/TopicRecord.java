package io.tokenpace.jobs.kafka;

/**
 * A record ready for a topic. Public because it travels on a stream.
 *
 * @param key its key's bytes
 * @param value its value's bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Flink's serializers want the array; nobody compares.
public record TopicRecord(byte[] key, byte[] value) {}
