namespace JobRunner.Specs;

/// <summary>What makes a call's arguments usable, whatever the job. Whoever serves <see cref="IJobsManager"/> checks them at the call.</summary>
internal static class CallRules
{
    /// <summary>What a .NET timer can wait for.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or beyond what can be waited for.</exception>
    public static void CheckGracePeriod(TimeSpan? gracePeriod)
    {
        if (gracePeriod < TimeSpan.Zero || gracePeriod > LongestWait)
        {
            throw new ArgumentOutOfRangeException(nameof(gracePeriod), gracePeriod, $"A grace period must be from zero to {LongestWait}.");
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no such signal.</exception>
    public static void CheckSignal(JobSignal signal)
    {
        if (!Enum.IsDefined(signal))
        {
            throw new ArgumentOutOfRangeException(nameof(signal), signal, "There is no such signal: use one of JobSignal.");
        }
    }

    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range.</exception>
    public static void CheckReading(OutputReadOptions options)
    {
        if (new object?[] { options.From, options.TailBytes, options.TailLines }.Count(start => start is not null) > 1)
        {
            throw new ArgumentException(
                $"At most one of {nameof(options.From)}, {nameof(options.TailBytes)} and {nameof(options.TailLines)} may be set.", nameof(options));
        }

        CheckNotNegative(options.From, nameof(options.From));
        CheckNotNegative(options.TailBytes, nameof(options.TailBytes));
        CheckNotNegative(options.TailLines, nameof(options.TailLines));
        if (options.Sources == 0 || (options.Sources & ~OutputSources.All) != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Sources, $"{nameof(options.Sources)} must be {OutputSources.StandardOutput}, {OutputSources.StandardError} or both.");
        }
    }

    private static void CheckNotNegative(long? value, string property)
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException("options", value, $"{property} must be 0 or more.");
        }
    }
}
