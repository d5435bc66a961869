package io.tokenpace.benchmarks.traffic;

/**
 * One report, ready for the topic.
 *
 * @param node the node; the record's key
 * @param bytes the record's bytes, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on as it is; nobody compares reports.
public record GeneratedReport(String node, byte[] bytes) {}
