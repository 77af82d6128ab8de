using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace AndroidZen.Configuration;

/// <summary>
/// Words what another validator finds so that it names the whole key (<c>Connections:IdleTimeout</c>): whoever reads it looks for that in the configuration.
/// </summary>
internal sealed class SectionValidator<TOptions>(string section, IValidateOptions<TOptions> inner) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        // Generated validators take this name for the path to the member: "Topics.Rules[0].Pattern".
        var result = inner.Validate(section, options);
        return result.Failed ? ValidateOptionsResult.Fail(result.Failures.Select(NameKeys)) : result;
    }

    private string NameKeys(string failure) => Regex.Replace(
        failure, $@"\b{section}(\.\w+|\[\d+\])+", path => path.Value.Replace('.', ':').Replace('[', ':').Replace("]", "", StringComparison.Ordinal));
}
