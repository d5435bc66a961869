/**
 * The model of an engine: continuous batching in steps, KV blocks, a prefix cache, a queue. Knows
 * neither HTTP nor real time.
 */
@NullMarked
package io.tokenpace.simulator.engine;

import org.jspecify.annotations.NullMarked;
