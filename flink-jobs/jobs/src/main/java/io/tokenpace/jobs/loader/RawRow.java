package io.tokenpace.jobs.loader;

import org.jspecify.annotations.Nullable;

/**
 * A record of the results' topic as the broker gave it. Public because it travels on a stream.
 *
 * @param topic the topic it came from
 * @param partition the partition it came from
 * @param offset the offset it had there
 * @param appendedMicros UTC microseconds at which the broker appended it; -1 if it gave no time
 * @param value its bytes, never changed by anyone; null if it has none
 */
@SuppressWarnings("ArrayRecordComponent") // Flink's serializers want the array; nobody compares.
public record RawRow(
    String topic, int partition, long offset, long appendedMicros, byte @Nullable [] value) {}
