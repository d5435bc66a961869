package io.tokenpace.simulator.load;

/** A tenant, as {@code X-Tenant} names it. */
public record Tenant(String name, int weight) implements Weighted {}
