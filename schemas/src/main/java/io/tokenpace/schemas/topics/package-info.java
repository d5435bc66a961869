/** Topics as data: names, partitions, retention. */
@NullMarked
package io.tokenpace.schemas.topics;

import org.jspecify.annotations.NullMarked;
