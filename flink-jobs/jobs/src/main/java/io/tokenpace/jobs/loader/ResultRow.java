package io.tokenpace.jobs.loader;

/**
 * A record known to hold a row that the tables can take. The bytes are kept, not the row: they are
 * cheaper to carry to another subtask than three hundred fields. Public because it travels on a
 * stream.
 *
 * @param key the row's key on the topic, as text
 * @param tumbling whether the row may be added up
 * @param value the row's encoding, never changed by anyone
 */
@SuppressWarnings("ArrayRecordComponent") // Flink's serializers want the array; nobody compares.
public record ResultRow(String key, boolean tumbling, byte[] value) {}
