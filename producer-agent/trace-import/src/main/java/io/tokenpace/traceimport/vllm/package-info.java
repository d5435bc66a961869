/** The reader of the files that vLLM's {@code bench serve --save-result --save-detailed} writes. */
@NullMarked
package io.tokenpace.traceimport.vllm;

import org.jspecify.annotations.NullMarked;
