package io.tokenpace.simulator.load;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tokenpace.simulator.answer.Operation;
import io.tokenpace.simulator.answer.Words;
import io.tokenpace.simulator.random.Draws;
import java.nio.charset.StandardCharsets;

/**
 * Makes the requests of a load, each from the seed and its number alone.
 *
 * <p>Thread-safe.
 */
final class RequestPlanner {
  private static final int MOST_CANCEL_CHUNKS = 60;
  private static final long MOST_PATIENCE_NANOS = 40_000_000;
  private static final int MOST_PROMPTS = 4;

  private final LoadConfig config;

  RequestPlanner(LoadConfig config) {
    this.config = config;
  }

  PlannedRequest plan(long number) {
    Draws draws = Draws.of(config.seed(), number);
    LoadConfig.Traffic traffic = config.traffic();
    Shares shares = traffic.shares();
    String id = "r-%d-%d".formatted(config.seed(), number);
    Target target = Weighted.draw(config.targets(), draws);
    Tenant tenant = Weighted.draw(traffic.tenants(), draws);
    Workload workload = Weighted.draw(traffic.workloads(), draws);
    boolean inSession = draws.chance(traffic.sessions().share());
    int session = draws.below(traffic.sessions().count());
    boolean chat = workload.operation() == Operation.CHAT;
    boolean twoChoices = draws.chance(shares.twoChoices());
    boolean severalPrompts = draws.chance(shares.severalPrompts());
    int prompts = 2 + draws.below(MOST_PROMPTS - 1);
    PlannedRequest.Form form =
        new PlannedRequest.Form(
            !draws.chance(shares.notStreamed()),
            chat && twoChoices ? 2 : 1,
            !chat && severalPrompts ? prompts : 1);
    String body = body(draws, id, target, workload, form, inSession ? session : -1);
    return new PlannedRequest(
        id,
        target,
        tenant,
        workload,
        inSession ? "s-%d-%d".formatted(config.seed(), session) : "",
        form,
        body.getBytes(StandardCharsets.UTF_8),
        leaving(draws, form));
  }

  private PlannedRequest.Leaving leaving(Draws draws, PlannedRequest.Form form) {
    Shares shares = config.traffic().shares();
    boolean early = draws.chance(shares.earlyCancel());
    boolean late = draws.chance(shares.cancel());
    if (early) {
      return new PlannedRequest.Leaving(0, 1 + (long) (draws.unit() * MOST_PATIENCE_NANOS));
    }
    return new PlannedRequest.Leaving(
        late && form.streaming() ? 1 + draws.below(MOST_CANCEL_CHUNKS) : 0, 0);
  }

  private String body(
      Draws draws,
      String id,
      Target target,
      Workload workload,
      PlannedRequest.Form form,
      int session) {
    Shares shares = config.traffic().shares();
    int output = workload.outputTokens().draw(draws);
    boolean cutOff = draws.chance(shares.cutOff());
    boolean usage = draws.chance(shares.usage());
    boolean continuousUsage = draws.chance(shares.continuousUsage());
    StringBuilder body = new StringBuilder(8192);
    body.append("{\"model\":\"");
    body.append(JsonStringEncoder.getInstance().quoteAsString(target.model()));
    body.append("\",\"user\":\"").append(id).append("\",\"stream\":").append(form.streaming());
    if (form.choicesPerPrompt() > 1) {
      body.append(",\"n\":").append(form.choicesPerPrompt());
    }
    body.append(",\"max_tokens\":").append(cutOff ? output : workload.outputTokens().max());
    body.append(",\"vllm_xargs\":{\"output_tokens\":").append(cutOff ? 2 * output : output);
    body.append('}');
    if (form.streaming() && usage) {
      body.append(",\"stream_options\":{\"include_usage\":true");
      body.append(continuousUsage ? ",\"continuous_usage_stats\":true}" : "}");
    }
    if (workload.operation() == Operation.CHAT) {
      appendMessages(body, draws, workload, session);
    } else {
      appendPrompts(body, draws, workload, session, form.prompts());
    }
    return body.append('}').toString();
  }

  private void appendMessages(StringBuilder body, Draws draws, Workload workload, int session) {
    body.append(",\"messages\":[{\"role\":\"system\",\"content\":\"");
    appendShared(body, workload);
    body.append("\"},{\"role\":\"user\",\"content\":\"");
    appendHistory(body, session);
    appendWords(body, draws.next(), workload.promptTokens().draw(draws));
    body.append("\"}]");
  }

  private void appendPrompts(
      StringBuilder body, Draws draws, Workload workload, int session, int prompts) {
    body.append(",\"prompt\":").append(prompts > 1 ? "[" : "");
    for (int prompt = 0; prompt < prompts; prompt++) {
      body.append(prompt == 0 ? "\"" : ",\"");
      appendShared(body, workload);
      appendHistory(body, session);
      appendWords(body, draws.next(), workload.promptTokens().draw(draws));
      body.append('"');
    }
    body.append(prompts > 1 ? "]" : "");
  }

  private void appendShared(StringBuilder body, Workload workload) {
    long seed = Draws.mix(config.seed()) + workload.name().hashCode();
    appendWords(body, seed, workload.sharedPrefixTokens());
  }

  private void appendHistory(StringBuilder body, int session) {
    if (session >= 0) {
      int tokens = config.traffic().sessions().historyTokens();
      appendWords(body, Draws.mix(config.seed() + 1) + session, tokens);
    }
  }

  private static void appendWords(StringBuilder body, long seed, int words) {
    long first = Draws.mix(seed);
    for (int word = 0; word < words; word++) {
      body.append(Words.of(first + word)).append(' ');
    }
  }
}
