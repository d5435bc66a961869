package io.tokenpace.examples.cost;

import io.tokenpace.schemas.topics.Topic;

/** A form tokens come in, and a way of reading it. */
enum Form {
  /** Node reports, walked without building objects. */
  REPORTS_BY_CURSOR(Topic.NODE_REPORTS, "ReportCursor"),
  /** Node reports, decoded into the generated classes. */
  REPORTS_BY_CLASSES(Topic.NODE_REPORTS, "WireCodec"),
  /** Token events, decoded into the generated class. */
  EVENTS_BY_CLASS(Topic.TOKEN_EVENTS, "WireCodec"),
  /** Token events, decoded by Avro alone into one object, with no check of what comes. */
  EVENTS_BY_AVRO(Topic.TOKEN_EVENTS, "Avro, one object");

  private final Topic topic;
  private final String reader;

  Form(Topic topic, String reader) {
    this.topic = topic;
    this.reader = reader;
  }

  /** Full name of the topic that holds it. */
  String topic() {
    return topic.name(Topic.DEFAULT_PREFIX);
  }

  /** What it is read with. */
  String reader() {
    return reader;
  }
}
