using JobRunner.Specs;

namespace JobRunner.Launching;

/// <summary>The seam to the operating system: starts programs.</summary>
internal interface IProcessLauncher : IAsyncDisposable
{
    /// <summary>How it starts them, for the log.</summary>
    string Name { get; }

    /// <summary>The folders of cgroups in which jobs are or may come to be, for the watchdog.</summary>
    IReadOnlyList<string> Cgroups { get; }

    /// <summary>Looks whether the job's limits can be enforced.</summary>
    /// <exception cref="JobStartException">One can't; the message says which, why, and what would mend it.</exception>
    void CheckLimits(ResolvedSpec spec);

    /// <summary>Starts the program.</summary>
    /// <exception cref="JobStartException">The system refused; nothing was started.</exception>
    ValueTask<IJobProcess> StartAsync(ResolvedSpec spec);
}
