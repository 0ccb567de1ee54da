/** Windows over event time; the only place of their arithmetic. */
package io.aforo.domain.time;
