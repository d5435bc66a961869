/** The proxy: forwards exchanges byte for byte, and shows them to whoever observes. */
@NullMarked
package io.tokenpace.agent.http;

import org.jspecify.annotations.NullMarked;
