package io.tokenpace.jobs.node;

/**
 * A report that came too late for its slice. Public because it travels on a stream.
 *
 * @param node the node it reports on
 * @param bytes the whole record, never changed by anyone
 * @param watermarkMillis the event time that had passed when it came
 */
@SuppressWarnings("ArrayRecordComponent") // Flink's serializers want the array; nobody compares.
public record LateReport(String node, byte[] bytes, long watermarkMillis) {}
