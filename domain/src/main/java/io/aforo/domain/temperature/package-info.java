/** Temperature readings and the alerts that jumps raise. */
package io.aforo.domain.temperature;
