package io.tokenpace.report.live;

import io.tokenpace.report.api.LiveQuestion;
import io.tokenpace.report.api.Refusal;
import io.tokenpace.report.api.WindowAnswers;
import io.tokenpace.report.rows.LiveRows;
import io.tokenpace.report.rows.NewWindows;
import io.tokenpace.report.rows.ReportException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells subscribers of new rows. Rows are read once every interval for each question that somebody
 * asks, however many ask it.
 *
 * <p>Thread-safe: feeds and subscribers are guarded by this; reading is confined to one thread.
 */
public final class LiveFeeds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeeds.class);

  private final LiveRows rows;
  private final int mostSubscribers;
  private final ScheduledExecutorService reader;
  private final Future<?> reading;
  private final Map<LiveQuestion, Feed> feeds = new HashMap<>();
  private int subscribers;
  private long dropped;

  /**
   * Feeds over a database.
   *
   * @param every how often is looked for new rows
   * @param mostSubscribers how many streams there may be at once
   */
  public LiveFeeds(LiveRows rows, Duration every, int mostSubscribers) {
    this.rows = rows;
    this.mostSubscribers = mostSubscribers;
    this.reader =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "live-rows");
              thread.setDaemon(true);
              return thread;
            });
    this.reading =
        reader.scheduleWithFixedDelay(
            this::readAll, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Who asks a question, and where its reader is; guarded by the feeds. */
  private static final class Feed {
    private final Set<Subscription> subscriptions = new HashSet<>();
    private @Nullable String position;
    private boolean unavailable;
  }

  /**
   * Subscribes.
   *
   * @param lastId the id of the last event the client saw; null or unknown: it begins with the
   *     newest window of each key
   * @throws Refusal 503 if there are as many subscribers as there may be
   */
  public Subscription subscribe(LiveQuestion question, @Nullable String lastId) {
    Subscription[] self = new Subscription[1];
    Subscription subscription = new Subscription(() -> remove(question, self[0]));
    self[0] = subscription;
    synchronized (this) {
      if (subscribers >= mostSubscribers) {
        throw Refusal.busy("live", mostSubscribers);
      }
      subscribers++;
      feeds.computeIfAbsent(question, key -> new Feed()).subscriptions.add(subscription);
    }
    reader.execute(() -> catchUp(question, subscription, lastId));
    return subscription;
  }

  private synchronized void remove(LiveQuestion question, @Nullable Subscription subscription) {
    Feed feed = feeds.get(question);
    if (feed != null && feed.subscriptions.remove(subscription)) {
      subscribers--;
      if (feed.subscriptions.isEmpty()) {
        feeds.remove(question);
      }
    }
  }

  /** What a new subscriber missed. What its feed reads next may hold some of it again. */
  private void catchUp(LiveQuestion question, Subscription subscription, @Nullable String lastId) {
    try {
      NewWindows news = read(question, lastId);
      subscription.offer(event(question, news));
      synchronized (this) {
        Feed feed = feeds.get(question);
        if (feed != null && feed.position == null) {
          feed.position = news.position();
        }
      }
    } catch (ReportException e) {
      subscription.offer(LiveEvent.UNAVAILABLE);
    } catch (RuntimeException e) {
      LOG.warn("a live stream could not begin", e);
      subscription.end();
      subscription.close();
    }
  }

  private NewWindows read(LiveQuestion question, @Nullable String position) {
    try {
      return rows.since(
          question.run(),
          question.rollup(),
          question.labels(),
          question.selection().latencies(),
          position);
    } catch (IllegalArgumentException e) {
      if (position == null) {
        throw e;
      }
      // An id nobody gave: as if there were none.
      return read(question, null);
    }
  }

  private static LiveEvent event(LiveQuestion question, NewWindows news) {
    String document = WindowAnswers.document(news.windows(), question.selection()).toString();
    return new LiveEvent("windows", news.position(), document);
  }

  private void readAll() {
    Map<LiveQuestion, Feed> asked;
    synchronized (this) {
      asked = Map.copyOf(feeds);
    }
    asked.forEach(this::readOne);
  }

  private void readOne(LiveQuestion question, Feed feed) {
    try {
      NewWindows news = read(question, positionOf(feed));
      synchronized (this) {
        feed.position = news.position();
        feed.unavailable = false;
      }
      if (!news.windows().keys().isEmpty()) {
        send(question, feed, event(question, news));
      }
    } catch (ReportException e) {
      boolean first;
      synchronized (this) {
        first = !feed.unavailable;
        feed.unavailable = true;
      }
      if (first) {
        send(question, feed, LiveEvent.UNAVAILABLE);
      }
    } catch (NoSuchElementException e) {
      endAll(question, feed);
    } catch (RuntimeException e) {
      // The reader reads for others too.
      LOG.error("live rows of {} could not be read", question, e);
      endAll(question, feed);
    }
  }

  private synchronized @Nullable String positionOf(Feed feed) {
    return feed.position;
  }

  private void send(LiveQuestion question, Feed feed, LiveEvent event) {
    Set<Subscription> all;
    synchronized (this) {
      all = Set.copyOf(feed.subscriptions);
    }
    for (Subscription subscription : all) {
      if (!subscription.offer(event)) {
        drop(question, subscription);
      }
    }
  }

  private void drop(LiveQuestion question, Subscription subscription) {
    synchronized (this) {
      dropped++;
    }
    subscription.end();
    remove(question, subscription);
  }

  private void endAll(LiveQuestion question, Feed feed) {
    Set<Subscription> all;
    synchronized (this) {
      all = Set.copyOf(feed.subscriptions);
    }
    all.forEach(
        subscription -> {
          subscription.end();
          remove(question, subscription);
        });
  }

  /** How many streams there are. */
  public synchronized int subscribers() {
    return subscribers;
  }

  /** How many streams were ended as their clients did not keep up. */
  public synchronized long dropped() {
    return dropped;
  }

  /** Ends all streams. */
  @Override
  public void close() {
    reading.cancel(true);
    reader.shutdownNow();
    Map<LiveQuestion, Feed> all;
    synchronized (this) {
      all = Map.copyOf(feeds);
    }
    all.forEach(this::endAll);
  }
}
