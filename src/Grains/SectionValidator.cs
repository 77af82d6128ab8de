using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains;

// Words what another validator finds so that it names the whole key ("Connections:IdleTimeout"): whoever reads it looks for that in the configuration.
// No documentation comment: the web host compiles this file too, and the OpenAPI generator takes the same comment twice for an error.
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
