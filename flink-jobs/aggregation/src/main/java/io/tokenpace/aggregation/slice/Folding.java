package io.tokenpace.aggregation.slice;

/**
 * What stays the same while one report is folded, or one boot looked at.
 *
 * @param group the serving group of the boot's node
 * @param node the boot's node
 * @param boot the boot
 * @param watermarkMillis event time that has passed
 * @param output takes what is given away
 */
record Folding(
    GroupState group,
    NodeState node,
    BootState boot,
    long watermarkMillis,
    NodeFolder.Output output) {}
