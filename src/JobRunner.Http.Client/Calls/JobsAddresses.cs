using System.Globalization;
using System.Text;

namespace JobRunner.Http.Client.Calls;

/// <summary>Where a server has what.</summary>
internal sealed class JobsAddresses
{
    private readonly string _jobs;

    public JobsAddresses(JobsClientOptions options)
    {
        Root = new UriBuilder(options.BaseAddress!) { Path = $"{options.BaseAddress!.AbsolutePath.TrimEnd('/')}/" }.Uri;
        _jobs = $"{Root}{options.JobsPath.Trim('/')}";
        Jobs = new(_jobs);
    }

    public Uri Root { get; }

    public Uri Jobs { get; }

    public Uri Job(Guid jobId, string below = "") => new($"{_jobs}/{jobId}{below}");

    public Uri Wait(Guid jobId, int seconds) => Job(jobId, string.Create(CultureInfo.InvariantCulture, $"?wait={seconds}"));

    public Uri Page(ListFilter filter, int limit, string? cursor) =>
        new($"{_jobs}{new Query().Add(filter).Add("limit", limit).Add("cursor", cursor)}");

    public Uri Watch(ListFilter filter) => new($"{_jobs}/events{new Query().Add(filter)}");

    /// <param name="jobId">The job.</param>
    /// <param name="options">What to read of it.</param>
    /// <param name="position">Where to go on; null: where the options say.</param>
    public Uri Events(Guid jobId, OutputReadOptions options, long? position)
    {
        var query = new Query()
            .Add("from", position)
            .Add("tailBytes", position is null ? options.TailBytes : null)
            .Add("tailLines", position is null ? options.TailLines : null)
            .Add("follow", options.Follow ? null : "false")
            .Add("source", options.Sources == OutputSources.All ? null : options.Sources == OutputSources.StandardError ? "stderr" : "stdout");
        return Job(jobId, $"/events{query}");
    }

    private sealed class Query
    {
        private readonly StringBuilder _text = new();

        public Query Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

        public Query Add(string name, string? value)
        {
            if (value is not null)
            {
                _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }

            return this;
        }

        public Query Add(ListFilter filter)
        {
            Add("id", filter.Id?.ToString()).Add("state", filter.State?.ToString());
            foreach (var (name, value) in filter.SentLabels)
            {
                Add("label", $"{name}:{value}");
            }

            return this;
        }

        public override string ToString() => _text.ToString();
    }
}
