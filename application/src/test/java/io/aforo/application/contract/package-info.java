/**
 * What every adapter of an outward port must do, as tests that each adapter's own test class
 * inherits. A class says how to open the store and how to read back what it holds; the rest is the
 * same for all.
 */
package io.aforo.application.contract;
