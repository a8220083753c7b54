using JobRunner.Specs;

namespace JobRunner.Launching;

/// <summary>The seam to the operating system: starts programs.</summary>
internal interface IProcessLauncher : IAsyncDisposable
{
    /// <summary>How it starts them, for the log.</summary>
    string Name { get; }

    /// <summary>The cgroup that all jobs are in, for the watchdog; null: none.</summary>
    string? CgroupFolder { get; }

    /// <summary>Starts the program.</summary>
    /// <exception cref="JobStartException">The system refused; nothing was started.</exception>
    ValueTask<IJobProcess> StartAsync(ResolvedSpec spec);
}
