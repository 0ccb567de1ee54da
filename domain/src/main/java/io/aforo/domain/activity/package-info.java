/** What users do, and the sessions that it falls into. */
package io.aforo.domain.activity;
