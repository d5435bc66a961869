package io.tokenpace.jobs.source;

/**
 * A report that can be read. Public because it travels on a stream.
 *
 * @param servingGroup the serving group its node belongs to
 * @param node the node it reports on
 * @param appendedMicros when the broker took it, UTC microseconds; below 0 if that is not known
 * @param bytes the whole record, never changed by anyone
 */
@SuppressWarnings("ArrayRecordComponent") // Flink's serializers want the array; nobody compares.
public record Report(String servingGroup, String node, long appendedMicros, byte[] bytes) {}
