using JobRunner.Telemetry;

namespace JobRunner.Jobs;

/// <summary>What all jobs of a manager share.</summary>
/// <param name="Options">How the manager works.</param>
/// <param name="Starter">Starts their processes.</param>
/// <param name="Table">Where they stand.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">What is logged of them.</param>
/// <param name="LetStart">Starts a queued job whose turn it is; null: nobody's.</param>
internal sealed record JobServices(JobsManagerOptions Options, JobStarter Starter, JobTable Table, TimeProvider Time, JobsLog Log, Action<Job?> LetStart);
