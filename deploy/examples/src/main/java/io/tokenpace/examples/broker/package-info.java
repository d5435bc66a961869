/** A broker with something on it, for whoever tries a consumer. */
@NullMarked
package io.tokenpace.examples.broker;

import org.jspecify.annotations.NullMarked;
