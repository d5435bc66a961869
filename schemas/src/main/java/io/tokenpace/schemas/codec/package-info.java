/**
 * The wire as bytes: single-object encoding, the cursor over a report, and the writer of reports.
 *
 * <p>Nothing here throws on bad input: what cannot be read is a {@link
 * io.tokenpace.schemas.codec.Rejection}.
 */
@NullMarked
package io.tokenpace.schemas.codec;

import org.jspecify.annotations.NullMarked;
