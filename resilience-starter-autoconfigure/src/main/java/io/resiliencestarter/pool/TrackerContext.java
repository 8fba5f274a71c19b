package io.resiliencestarter.pool;

/**
 * What the trackers of all pools share.
 *
 * @param clock the coarse clock
 * @param sites captures where connections are borrowed, within one budget for all pools
 * @param frames finds the application's code in a stack
 */
public record TrackerContext(CoarseClock clock, SiteCapture sites, ApplicationFrames frames) {
}
