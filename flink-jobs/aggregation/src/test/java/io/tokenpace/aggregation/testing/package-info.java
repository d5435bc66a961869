/** Made-up fleets, an oracle over their raw events, and a driver that plays the stream engine. */
@NullMarked
package io.tokenpace.aggregation.testing;

import org.jspecify.annotations.NullMarked;
