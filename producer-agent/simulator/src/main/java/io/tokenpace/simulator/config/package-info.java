/** What a fleet of engines is configured with. */
@NullMarked
package io.tokenpace.simulator.config;

import org.jspecify.annotations.NullMarked;
