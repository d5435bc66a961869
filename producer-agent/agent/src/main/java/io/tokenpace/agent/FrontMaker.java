package io.tokenpace.agent;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.scrape.ServedModels;
import io.tokenpace.agent.time.AgentClock;
import io.tokenpace.agent.timeline.RequestEvents;
import java.io.IOException;

/** Makes what stands before the engine. */
interface FrontMaker {
  /**
   * A front that takes requests.
   *
   * @param models what the engine serves
   * @param events told what becomes of requests
   * @throws IOException if it cannot listen where the configuration says
   */
  Front open(AgentConfig config, AgentClock clock, ServedModels models, RequestEvents events)
      throws IOException;
}
