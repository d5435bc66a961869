/** The broker, the database and the cluster, started together and stopped together. */
@NullMarked
package io.tokenpace.standalone.parts;

import org.jspecify.annotations.NullMarked;
