package io.tokenpace.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KvBlocksTest {
  @Test
  void takesTheBlockThatIsFreeForLongestAndForgetsItsContent() {
    KvBlocks blocks = new KvBlocks(3);
    int first = blocks.take();
    int second = blocks.take();
    blocks.fill(first, 11);
    blocks.fill(second, 22);
    blocks.release(second);
    blocks.release(first);

    // The third was never used, so it is free for longest; then the second.
    int third = blocks.take();
    int again = blocks.take();

    assertThat(third).isNotIn(first, second);
    assertThat(again).isEqualTo(second);
    assertThat(blocks.find(22)).isEqualTo(-1);
    assertThat(blocks.find(11)).isEqualTo(first);
  }

  @Test
  void staysUsedUntilTheLastUserIsGone() {
    KvBlocks blocks = new KvBlocks(2);
    int block = blocks.take();
    blocks.fill(block, 11);
    blocks.share(block);

    blocks.release(block);
    assertThat(blocks.isFree(block)).isFalse();
    assertThat(blocks.free()).isEqualTo(1);

    blocks.release(block);
    assertThat(blocks.isFree(block)).isTrue();
    assertThat(blocks.free()).isEqualTo(2);

    blocks.share(blocks.find(11));
    assertThat(blocks.free()).isEqualTo(1);
  }

  @Test
  void keepsTheFirstOfTwoBlocksWithOneContent() {
    KvBlocks blocks = new KvBlocks(2);
    int first = blocks.take();
    int second = blocks.take();
    blocks.fill(first, 11);
    blocks.fill(second, 11);

    assertThat(blocks.find(11)).isEqualTo(first);
    blocks.release(second);
    blocks.take();
    assertThat(blocks.find(11)).isEqualTo(first);
  }
}
