/**
 * What agents said beside what engines and clients know: by means of its own, so that it finds what
 * the jobs got wrong.
 */
@NullMarked
package io.tokenpace.standalone.truth;

import org.jspecify.annotations.NullMarked;
