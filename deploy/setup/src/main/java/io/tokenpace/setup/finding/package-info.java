/** What the set-up has to say about one object: a topic, a table, a function, a run. */
@NullMarked
package io.tokenpace.setup.finding;

import org.jspecify.annotations.NullMarked;
