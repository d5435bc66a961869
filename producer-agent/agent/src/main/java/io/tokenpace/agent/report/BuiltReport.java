package io.tokenpace.agent.report;

/**
 * A node report, ready to be sent.
 *
 * @param bytes the record, not to be changed
 * @param events how many starts, chunks and ends it holds
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; copying would double every report.
public record BuiltReport(byte[] bytes, int events) {}
