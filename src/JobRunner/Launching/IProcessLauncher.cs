using JobRunner.Specs;

namespace JobRunner.Launching;

/// <summary>The seam to the operating system: starts programs.</summary>
internal interface IProcessLauncher : IAsyncDisposable
{
    /// <summary>How it starts them, for the log.</summary>
    string Name { get; }

    /// <summary>The folders of cgroups in which jobs are or may come to be, for the watchdog.</summary>
    IReadOnlyList<string> Cgroups { get; }

    /// <summary>Whether the jobs that it starts end with the host by themselves, however that ends.</summary>
    bool AreJobsKilledWithHost { get; }

    /// <summary>Looks for what this launcher won't or can't start, a job with limits that it can't enforce above all.</summary>
    /// <exception cref="JobStartException">It is that; the message says what, why, and what would mend it.</exception>
    void Check(ResolvedSpec spec);

    /// <summary>Starts the program.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="watch">Is told the job's process group, if it has one; null: nobody is.</param>
    /// <exception cref="JobStartException">The system refused; nothing is left.</exception>
    ValueTask<IJobProcess> StartAsync(ResolvedSpec spec, IHostWatchEntry? watch);
}
