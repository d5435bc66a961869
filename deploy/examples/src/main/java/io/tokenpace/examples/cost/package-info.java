/** What reading tokens costs in each form they come in. */
@NullMarked
package io.tokenpace.examples.cost;

import org.jspecify.annotations.NullMarked;
