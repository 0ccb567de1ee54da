/**
 * From records of any shape to events, by rules of the configuration: which field is what, in which
 * form. The formats themselves are the adapters' business.
 */
package io.aforo.application.mapping;
