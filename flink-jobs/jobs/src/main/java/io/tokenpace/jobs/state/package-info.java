/** Flink serializers around the versioned bytes of what operators keep and exchange. */
@NullMarked
package io.tokenpace.jobs.state;

import org.jspecify.annotations.NullMarked;
