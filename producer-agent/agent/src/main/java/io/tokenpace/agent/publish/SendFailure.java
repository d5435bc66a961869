package io.tokenpace.agent.publish;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** What a failure to send a record asks for. */
enum SendFailure {
  /** It may go better the next time. */
  RETRY,
  /** The producer is of no use any more: the next time with another one. */
  ANOTHER_PRODUCER,
  /** This record is larger than Kafka takes. */
  TOO_LARGE,
  /** This record is never taken. */
  REFUSED;

  static SendFailure of(Throwable failure) {
    if (failure instanceof RecordTooLargeException
        || failure instanceof RecordBatchTooLargeException) {
      return TOO_LARGE;
    }
    if (failure instanceof SerializationException
        || failure instanceof InvalidRecordException
        || failure instanceof InvalidTimestampException) {
      return REFUSED;
    }
    // Whoever may write to a topic can change without the producer.
    if (failure instanceof RetriableException || failure instanceof TopicAuthorizationException) {
      return RETRY;
    }
    return ANOTHER_PRODUCER;
  }

  /** Whether the record itself is at fault. */
  boolean ofRecord() {
    return this == TOO_LARGE || this == REFUSED;
  }
}
