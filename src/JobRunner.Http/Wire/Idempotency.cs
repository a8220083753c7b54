using System.Security.Cryptography;
using JobRunner.Http.Access;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Wire;

/// <summary>Sees to it that a start that is sent again starts no second job.</summary>
internal sealed class Idempotency(Policy policy, TimeProvider time)
{
    public const string Header = "Idempotency-Key";

    private const int LongestKey = 256;
    private const int MostKeysOfAClient = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Client, string Key), Entry> _entries = [];
    private readonly LinkedList<Entry> _byAge = new();
    private readonly Dictionary<string, LinkedList<Entry>> _byClient = [];

    /// <summary>How many keys are remembered, for tests.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byAge.Count;
            }
        }
    }

    /// <returns>The key of a request; null: it has none.</returns>
    /// <exception cref="InvalidRequestException">It can't be one.</exception>
    public static string? KeyOf(HttpRequest request) => request.Headers[Header] switch
    {
        { Count: 0 } => null,
        { Count: 1 } values when values[0] is { Length: > 0 and <= LongestKey } key => key,
        _ => throw new InvalidRequestException($"{Header} has to be one word of 1 to {LongestKey} characters."),
    };

    /// <summary>Starts a job, or gives the one that the same request started before or is about to start. Nothing but its id is kept.</summary>
    /// <exception cref="KeyReusedException">That was another request.</exception>
    public async Task<Guid> StartOnceAsync(string client, string key, byte[] body, Func<Task<Guid>> start)
    {
        var entry = Enter(client, key, SHA256.HashData(body), out var isFirst);
        if (!isFirst)
        {
            return await entry.JobId.ConfigureAwait(false);
        }

        try
        {
            var jobId = await start().ConfigureAwait(false);
            entry.Succeed(jobId);
            return jobId;
        }
        catch (Exception e)
        {
            // There is no job, so that the next try is a new one. Who waits is told the same.
            lock (_gate)
            {
                RemoveLocked(entry);
            }

            entry.Fail(e);
            throw;
        }
    }

    private Entry Enter(string client, string key, byte[] hash, out bool isFirst)
    {
        lock (_gate)
        {
            ForgetOldLocked();
            isFirst = !_entries.TryGetValue((client, key), out var before);
            if (isFirst)
            {
                return AddLocked(new Entry(client, key, hash, time.GetTimestamp()));
            }

            return before!.Hash.AsSpan().SequenceEqual(hash) ? before : throw new KeyReusedException();
        }
    }

    private Entry AddLocked(Entry entry)
    {
        if (!_byClient.TryGetValue(entry.Client, out var ofClient))
        {
            _byClient.Add(entry.Client, ofClient = []);
        }

        // Who tries again does so soon: the oldest key is the one that nobody needs. A start that is under way must not be begun twice.
        if (ofClient.Count >= MostKeysOfAClient)
        {
            RemoveLocked(ofClient.FirstOrDefault(before => before.JobId.IsCompleted) ?? throw new RuleBrokenException(
                nameof(JobsHttpOptions.IdempotencyRetention), $"{ofClient.Count} starts of this client are under way, as many as may be.", StatusCodes.Status429TooManyRequests));
        }

        _entries.Add((entry.Client, entry.Key), entry);
        entry.Place = _byAge.AddLast(entry);
        entry.PlaceOfClient = ofClient.AddLast(entry);
        return entry;
    }

    private void ForgetOldLocked()
    {
        // In order of age: one that is under way keeps the younger ones too, which must end some day as it must.
        while (_byAge.First is { Value: { JobId.IsCompleted: true } oldest } && time.GetElapsedTime(oldest.Since) >= policy.Current.IdempotencyRetention)
        {
            RemoveLocked(oldest);
        }
    }

    private void RemoveLocked(Entry entry)
    {
        // It may be forgotten already: a start that took very long and failed.
        if (entry.Place.List is null)
        {
            return;
        }

        _byAge.Remove(entry.Place);
        _entries.Remove((entry.Client, entry.Key));
        var ofClient = entry.PlaceOfClient.List!;
        ofClient.Remove(entry.PlaceOfClient);
        if (ofClient.Count == 0)
        {
            _byClient.Remove(entry.Client);
        }
    }

    private sealed class Entry(string client, string key, byte[] hash, long since)
    {
        private readonly TaskCompletionSource<Guid> _jobId = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Client => client;

        public string Key => key;

        public byte[] Hash => hash;

        public long Since => since;

        public Task<Guid> JobId => _jobId.Task;

        public LinkedListNode<Entry> Place { get; set; } = null!;

        public LinkedListNode<Entry> PlaceOfClient { get; set; } = null!;

        public void Succeed(Guid jobId) => _jobId.SetResult(jobId);

        public void Fail(Exception exception)
        {
            _jobId.SetException(exception);
            _ = _jobId.Task.Exception; // Observed, also if nobody waits.
        }
    }
}
