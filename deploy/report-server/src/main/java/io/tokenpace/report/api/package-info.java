/** What the API answers: parameters into questions, questions into JSON or CSV. No HTTP in it. */
@NullMarked
package io.tokenpace.report.api;

import org.jspecify.annotations.NullMarked;
