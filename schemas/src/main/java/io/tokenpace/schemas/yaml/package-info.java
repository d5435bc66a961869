/**
 * Strict YAML: every key is known, every value is checked, every complaint names key, value and
 * expectation.
 */
@NullMarked
package io.tokenpace.schemas.yaml;

import org.jspecify.annotations.NullMarked;
