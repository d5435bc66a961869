package io.tokenpace.simulator.answer;

import io.tokenpace.simulator.random.Draws;

/** The vocabulary: short ASCII words that need no escaping in JSON. */
public final class Words {
  private static final String[] WORDS =
      ("a able about after all also an and any are as ask at back be been but by "
              + "call can case come could day do each end even few find first for from get "
              + "give go good great had has have he her here high him his how if in into is "
              + "it its just know large last leave life like line long look make man many "
              + "may me more most much must my need new next no not now number of off old "
              + "on one only open or other our out over own part place point put read right "
              + "run same say see seem she should show since small so some state still such "
              + "take tell than that the their them then there these they thing think this "
              + "those time to too try turn two under up us use very want was way we well "
              + "were what when where which while who will with word work would write year "
              + "you your")
          .split(" ");

  private Words() {}

  /** The word of a random number. */
  public static String of(long random) {
    return WORDS[(int) Long.remainderUnsigned(Draws.mix(random), WORDS.length)];
  }
}
