package io.tokenpace.jobs.loader;

/**
 * A dead letter ready for its topic. Public because it travels on a stream.
 *
 * @param key the position of the refused record: {@code ["topic",partition,offset]} in UTF-8
 * @param value the encoded dead letter
 */
@SuppressWarnings("ArrayRecordComponent") // Flink's serializers want the array; nobody compares.
public record EncodedDeadLetter(byte[] key, byte[] value) {}
