/** What the set-up has to say about one object: a topic, or a version of the tables. */
@NullMarked
package io.tokenpace.setup.finding;

import org.jspecify.annotations.NullMarked;
