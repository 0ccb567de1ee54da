/**
 * What every adapter of an outward port must do, as tests that each adapter's own test class
 * inherits. A class says how to open the store and how to read back what it holds; the rest is the
 * same for all, as far as the store says that it {@link io.aforo.application.contract.Promise
 * promises} it.
 */
package io.aforo.application.contract;
