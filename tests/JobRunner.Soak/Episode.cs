using System.Diagnostics.CodeAnalysis;

namespace JobRunner.Soak;

/// <summary>The life of one job by plan, and whether it went as promised.</summary>
internal sealed class Episode(JobsManager jobs, Plan plan, string name, Findings findings, Func<bool> isEnding)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Guid _job;

    /// <returns>Once nothing of the episode goes on any more.</returns>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever it is, it is a finding.")]
    public async Task RunAsync()
    {
        try
        {
            if (await TryStartAsync())
            {
                await LiveAsync().WaitAsync(Patience);
            }
        }
        catch (ObjectDisposedException) when (isEnding())
        {
            findings.Count("cut short by a disposal");
        }
        catch (Exception e)
        {
            findings.Fault($"{name}: {plan.Spec.Command} {string.Join(' ', plan.Spec.Arguments)}: {e}");
        }
    }

    private async Task<bool> TryStartAsync()
    {
        try
        {
            _job = await jobs.StartAsync(plan.Spec);
            findings.Expect(plan.CanStart, $"{name}: it was started although there is no such program");
            findings.Count("started");
            return true;
        }
        catch (JobQueueFullException)
        {
            findings.Count("refused by a full queue");
        }
        catch (JobStartException e)
        {
            findings.Count("refused at the start");
            findings.Expect(!plan.CanStart, $"{name}: {e.Message}");
        }

        return false;
    }

    private async Task LiveAsync()
    {
        // Asked for at once: retention may be quick. What finds the job gone may only do so once it has finished.
        var end = jobs.WaitAsync(_job);
        var readers = Enumerable.Range(0, plan.Readers).Select(_ => IfItIsThere(ReadAllAsync())).ToArray();
        Task[] others =
        [
            IfItIsThere(QueryToTheEndAsync()),
            IfItIsThere(FeedAsync()),
            IfItIsThere(EndAsync()),
            .. plan.Quitters.Select(quitter => IfItIsThere(QuitAsync(quitter.Chunks, quitter.SaysSo, quitter.TailBytes))),
        ];
        JobStatus status;
        try
        {
            status = await end;
        }
        catch (JobNotFoundException)
        {
            findings.Count("evicted before it was waited for");
            status = null!;
        }

        await Task.WhenAll([.. readers, .. others]);
        if (status is not null)
        {
            Check(status);
            if (plan.RemovesIt)
            {
                await IfItIsThere(jobs.RemoveAsync(_job));
            }
        }
    }

    private async Task IfItIsThere(Task action)
    {
        try
        {
            await action;
        }
        catch (JobNotFoundException)
        {
            findings.Count("found forgotten");
        }
        catch (ObjectDisposedException) when (isEnding())
        {
            findings.Count("cut short by a disposal");
        }
    }

    private async Task ReadAllAsync()
    {
        var (output, error) = (new MemoryStream(), new MemoryStream());
        long next = 0;
        await foreach (var chunk in jobs.ReadOutputAsync(_job))
        {
            findings.Expect(chunk.Offset == next && chunk.Skipped == 0, $"{name}: a chunk at {chunk.Offset} follows {next}, {chunk.Skipped} skipped");
            next = chunk.Offset + chunk.Data.Length;
            (chunk.Source == OutputSource.StandardOutput ? output : error).Write(chunk.Data.Span);
        }

        findings.Count("bytes read", next);
        ExpectBytes(output, plan.Output, "standard output");
        ExpectBytes(error, plan.Error, "standard error");
        var status = await jobs.QueryAsync(_job);
        findings.Expect(status.IsFinished && status.OutputBytes == next, $"{name}: read {next} bytes to the end of {status}");
    }

    // A job that was ended wrote as much as it came to.
    private void ExpectBytes(MemoryStream read, byte[] written, string stream)
    {
        var bytes = read.GetBuffer().AsSpan(0, (int)read.Length);
        var isBeginning = bytes.Length <= written.Length && bytes.SequenceEqual(written.AsSpan(0, bytes.Length));
        var mustBeAll = plan.IsLeftAlone && !isEnding();
        findings.Expect(isBeginning && (bytes.Length == written.Length || !mustBeAll), $"{name}: {bytes.Length} of {written.Length} bytes of {stream}, right: {isBeginning}");
    }

    private async Task QuitAsync(int chunks, bool saysSo, long? tailBytes)
    {
        var reader = jobs.ReadOutputAsync(_job, new OutputReadOptions { TailBytes = tailBytes }).GetAsyncEnumerator();
        for (var i = 0; i < chunks && await reader.MoveNextAsync(); i++)
        {
            findings.Expect(reader.Current.Data.Length > 0, $"{name}: an empty chunk");
        }

        if (saysSo)
        {
            await reader.DisposeAsync();
        }

        findings.Count("readers that left");
    }

    private async Task QueryToTheEndAsync()
    {
        for (var last = JobState.Queued; last != JobState.Finished;)
        {
            var status = await jobs.QueryAsync(_job);
            findings.Expect(status.State >= last, $"{name}: {status.State} after {last}");
            last = status.State;
            await Task.Delay(5);
        }
    }

    private async Task FeedAsync()
    {
        if (!plan.Spec.KeepInputOpen)
        {
            return;
        }

        try
        {
            foreach (var piece in plan.Input)
            {
                await jobs.WriteInputAsync(_job, piece);
            }

            await jobs.CloseInputAsync(_job);
        }
        catch (InvalidJobStateException)
        {
            findings.Expect(!plan.IsLeftAlone || isEnding(), $"{name}: its input was refused");
        }
    }

    private async Task EndAsync()
    {
        if (plan.Signal is { } signal)
        {
            try
            {
                await jobs.SignalAsync(_job, signal);
            }
            catch (InvalidJobStateException)
            {
                findings.Count("signalled when queued or finished");
            }
        }

        if (plan.StopAfter is { } delay)
        {
            await Task.Delay(delay);
            var status = await jobs.StopAsync(_job, plan.StopGrace);
            findings.Expect(status == await jobs.WaitAsync(_job), $"{name}: two ends");
        }
    }

    private void Check(JobStatus status)
    {
        findings.Count($"{status.Outcome}");
        findings.Expect(status is { IsFinished: true, Outcome: not null, FinishedAt: not null }, $"{name}: {status} has not finished");
        findings.Expect(status.StartedAt is null == status.ProcessId is null, $"{name}: {status} started or not");
        if (!plan.IsLeftAlone || isEnding())
        {
            findings.Expect(status.Outcome != JobOutcome.Stopped || plan.StopAfter is not null || isEnding(), $"{name}: {status}, and nobody stopped it");
            return;
        }

        findings.Expect(status.Outcome == JobOutcome.Exited && status.ExitCode == plan.ExitCode, $"{name}: {status}, not exited with {plan.ExitCode}");
        findings.Expect(status.OutputComplete != plan.HoldsOutput, $"{name}: {status}, output complete: {status.OutputComplete}, held: {plan.HoldsOutput}, started {status.StartedAt:O}, finished {status.FinishedAt:O}, error: {status.Error}");
        findings.Expect(status.OutputBytes == plan.Output.Length + plan.Error.Length, $"{name}: {status}, {plan.Output.Length + plan.Error.Length} bytes written");
    }
}
