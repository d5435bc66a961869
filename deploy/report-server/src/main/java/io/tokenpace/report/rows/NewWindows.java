package io.tokenpace.report.rows;

import io.tokenpace.report.Windows;

/**
 * Rolling windows that were written since a moment.
 *
 * @param windows the windows; they overlap, and a later issue of one replaces an earlier one
 * @param position the moment up to which everything was seen; asking after it again gives what came
 *     since, each issue of a window once
 */
public record NewWindows(Windows windows, String position) {}
