/** What an agent is told to do. */
@NullMarked
package io.tokenpace.agent.config;

import org.jspecify.annotations.NullMarked;
