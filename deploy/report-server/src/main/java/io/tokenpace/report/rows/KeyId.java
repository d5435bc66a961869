package io.tokenpace.report.rows;

/**
 * A key of a roll-up.
 *
 * @param rollup name of the roll-up
 * @param key its canonical labels
 */
record KeyId(String rollup, String key) {}
